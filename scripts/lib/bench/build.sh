# The jar, and the load client, which is a part of the tests.
# Uses $root.
# shellcheck shell=bash disable=SC2154

need() {
  command -v "$1" >/dev/null || fail "there is no $1: apt-get install $2"
}

build() {
  local client=$root/target/test-classes/dev/parley/bench/LoadClient.class
  if [ ! -f "$root/target/parley.jar" ] || [ ! -f "$client" ] ||
    [ -n "$(find "$root/pom.xml" "$root/src/main" -newer "$root/target/parley.jar" | head -n 1)" ] ||
    [ -n "$(find "$root/src/test/java/dev/parley/bench" -newer "$client" | head -n 1)" ]; then
    command -v mvn >/dev/null || fail "Parley is to be built, for which it needs Maven: there is no mvn."
    say "Building Parley …"
    (cd "$root" && MAVEN_OPTS="${MAVEN_OPTS-} -Djansi.noreset=true" mvn -B -q -DskipTests package) || fail "Parley could not be built."
  fi
}
