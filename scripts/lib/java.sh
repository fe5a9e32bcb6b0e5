# Which java runs Parley, with which options, and what it wrote down at its rehearsal: for the
# scripts that start it, which set $root and source this.
# shellcheck shell=bash

# Where none is said, Java takes file names for ASCII, and finds no folder whose name is not.
if [ -z "${LC_ALL-}${LC_CTYPE-}${LANG-}" ]; then export LC_CTYPE=C.UTF-8; fi

jar=${root:?}/target/parley.jar
quick_start=$root/target/quick-start

fail() {
  echo "$1" >&2
  exit 1
}

# Sets $java, $version, $update and $jdk, a name for exactly this JDK.
find_java() {
  local wanted=java
  if [ -n "${JAVA_HOME-}" ]; then wanted=$JAVA_HOME/bin/java; fi
  java=$(command -v "$wanted") || fail "Parley needs a JDK, 17 or newer: there is no $wanted."
  read_release "$(readlink -f "$java")" || ask_java
  [ "${version:-0}" -ge 17 ] || fail "Parley needs a JDK, 17 or newer: $java is version ${version:-unknown}."
}

# A JDK says in a file what it is. The program itself takes a tenth of a second to say so.
read_release() {
  local release=${1%/bin/java}/release name value maker='' runtime=''
  version=
  update=
  [ -r "$release" ] || return 1
  while IFS='=' read -r name value; do
    value=${value//\"/}
    case $name in
      JAVA_VERSION) set_version "$value" ;;
      JAVA_RUNTIME_VERSION) runtime=$value ;;
      IMPLEMENTOR) maker=$value ;;
    esac
  done <"$release"
  name_jdk "$runtime $maker"
  [ -n "$version" ] && [ -n "$runtime" ]
}

ask_java() {
  local said
  said=$("$java" -version 2>&1) || true
  set_version "$(sed -n 's/.*version "\([^"]*\)".*/\1/p' <<<"$said" | head -n 1)"
  name_jdk "$said"
}

# Of 17.0.15, 17 and 15; of 25, 25 and nothing.
set_version() {
  IFS=. read -r version _ update _ <<<"$1"
  version=${version%%[!0-9]*}
  update=${update%%[!0-9]*}
}

name_jdk() {
  jdk=${1//[!A-Za-z0-9.+-]/_}
  jdk=${jdk:0:100}
}

# Sets $archive: the classes of the start as this JDK wants them, parsed and linked.
find_archive() {
  archive=$quick_start/$jdk.jsa
  if [ "$version" -ge 25 ]; then archive=$quick_start/$jdk.aot; fi
}

# Whether a rehearsal with this JDK and this jar has been, and whatever came of it.
rehearsed() {
  [ "$archive" -nt "$jar" ] || [ "$archive.none" -nt "$jar" ]
}

# Sets $options.
find_options() {
  options=(-XX:+ExitOnOutOfMemoryError)
  if gives_back; then options+=(-XX:+UnlockExperimentalVMOptions -XX:TrimNativeHeapInterval=1000); fi
  # Netty uses both; where they exist, they spare the warnings.
  if [ "$version" -ge 22 ]; then options+=(--enable-native-access=ALL-UNNAMED); fi
  if [ "$version" -ge 23 ]; then options+=(--sun-misc-unsafe-memory-access=allow); fi
}

# Whether this JDK can give back to the system, now and then, what its compilers took and need no
# more: some 25 MB, which glibc keeps otherwise. In its first updates the option has to be unlocked.
gives_back() {
  case $OSTYPE in
    linux-gnu*) ;;
    *) return 1 ;; # where the JDK only warns that it cannot
  esac
  case $version in
    17) [ "${update:-0}" -ge 9 ] ;;
    21) [ "${update:-0}" -ge 1 ] ;;
    *) [ "$version" -ge 22 ] ;;
  esac
}

# An archive that does not fit is passed over, and there is nothing that a user should do about it.
use_archive() {
  case "${JAVA_OPTS-} ${JDK_JAVA_OPTIONS-} ${JAVA_TOOL_OPTIONS-}" in
    *Archive* | *-XX:*AOT* | *-Xshare*) return ;; # he has one of his own
  esac
  [ "$archive" -nt "$jar" ] || return 0
  case $archive in
    *.aot) options+=("-XX:AOTCache=$archive" "-Xlog:aot*=off" "-Xlog:cds*=off") ;;
    *) options+=("-XX:SharedArchiveFile=$archive" "-Xlog:cds*=off") ;;
  esac
}
