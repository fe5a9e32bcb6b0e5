package dev.parley.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds the settings. Each of these wins over those above it: the defaults in the jar, {@code
 * conf/parley.yaml}, the file that {@code PARLEY_CONF} names, the environment. A variable that is
 * empty counts as not set.
 */
public final class SettingsLoader {

  private static final String DEFAULTS = "conf/parley.yaml";
  private static final String PREFIX = "PARLEY_";
  private static final String FILE_VARIABLE = "PARLEY_CONF";

  /** Variables that are no settings, but not unknown either. */
  private static final Set<String> NO_SETTINGS = Set.of(FILE_VARIABLE, "PARLEY_TEST_DATABASE_URL");

  /** Where a service is, as Kubernetes tells each container of its namespace. */
  private static final Pattern SERVICE_LINK = Pattern.compile("(?:tcp|udp)://\\S+:\\d+");

  /** What else it tells of the same service, after the service's name. */
  private static final Pattern BESIDE_LINK =
      Pattern.compile(
          "_SERVICE_(?:HOST|PORT(?:_\\w+)?)|_PORT_\\d+_(?:TCP|UDP)(?:_(?:PROTO|PORT|ADDR))?");

  private final Path root;
  private final Path workingDirectory;
  private final Map<String, String> environment;
  private final List<String> warnings = new ArrayList<>();

  private SettingsLoader(Path root, Path workingDirectory, Map<String, String> environment) {
    this.root = root;
    this.workingDirectory = workingDirectory;
    this.environment = new TreeMap<>(environment);
  }

  /**
   * What was found.
   *
   * @param warnings what the operator should hear of, a line each
   */
  public record Loaded(Settings settings, List<String> warnings) {}

  /**
   * Loads them for this process.
   *
   * @param root the folder that {@code conf/} is in; relative paths in files are relative to it
   * @throws StartException when a file or a variable is wrong
   */
  public static Loaded load(Path root, Map<String, String> environment) {
    return load(root, Path.of(""), environment);
  }

  static Loaded load(Path root, Path workingDirectory, Map<String, String> environment) {
    SettingsLoader loader = new SettingsLoader(root, workingDirectory, environment);
    Settings settings = SettingsBinder.bind(loader.collect());
    return new Loaded(settings, List.copyOf(loader.warnings));
  }

  private Map<String, Given> collect() {
    try {
      Map<String, Given> given = new LinkedHashMap<>(packaged());
      Path edited = root.resolve(DEFAULTS);
      if (Files.exists(edited)) {
        given.putAll(file(edited));
      }
      if (isSet(FILE_VARIABLE)) {
        given.putAll(file(named(environment.get(FILE_VARIABLE))));
      }
      given.putAll(variables());
      return given;
    } catch (IOException e) {
      throw new StartException("The settings cannot be read: " + e.getMessage(), e);
    }
  }

  private Map<String, Given> packaged() throws IOException {
    try (InputStream yaml = SettingsLoader.class.getClassLoader().getResourceAsStream(DEFAULTS)) {
      if (yaml == null) {
        throw new IllegalStateException(DEFAULTS + " is not in the jar");
      }
      return SettingsFile.read(DEFAULTS + " (packaged)", yaml, root);
    }
  }

  private Map<String, Given> file(Path file) throws IOException {
    try (InputStream yaml = Files.newInputStream(file)) {
      return SettingsFile.read(file.toString(), yaml, root);
    }
  }

  /** Relative to where the operator is, else to the root, which its documentation speaks from. */
  private Path named(String name) {
    for (Path folder : List.of(workingDirectory, root)) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new StartException(FILE_VARIABLE + ": there is no file " + name + ".");
  }

  private Map<String, Given> variables() {
    leaveServiceLinksAside();
    Map<String, Given> given = new LinkedHashMap<>();
    SettingNames.OWN_VARIABLES.forEach((variable, name) -> take(given, variable, name));
    SettingNames.TYPES.keySet().forEach(name -> take(given, SettingNames.variable(name), name));
    environment.keySet().stream().filter(this::isUnknown).forEach(this::warn);
    return given;
  }

  /**
   * A Service that is called parley-http is told of in PARLEY_HTTP_PORT, whoever reads that, and in
   * further variables that are no settings.
   */
  private void leaveServiceLinksAside() {
    List<String> links = environment.keySet().stream().filter(this::isServiceLink).toList();
    links.stream().filter(this::isTaken).forEach(this::warnOfServiceLink);
    links.forEach(
        link -> environment.keySet().removeIf(it -> it.equals(link) || isBeside(link, it)));
  }

  /** Of parley-http there are PARLEY_HTTP_SERVICE_HOST and PARLEY_HTTP_PORT_80_TCP_ADDR, say. */
  private boolean isBeside(String link, String variable) {
    String service = link.substring(0, link.length() - "_PORT".length());
    return variable.startsWith(service)
        && BESIDE_LINK.matcher(variable.substring(service.length())).matches()
        && isUnknown(variable);
  }

  private boolean isTaken(String link) {
    return SettingNames.OWN_VARIABLES.containsKey(link)
        || (link.startsWith(PREFIX) && !isUnknown(link));
  }

  private boolean isServiceLink(String variable) {
    return variable.endsWith("_PORT")
        && SERVICE_LINK.matcher(environment.get(variable).strip()).matches();
  }

  private void warnOfServiceLink(String variable) {
    warnings.add(
        variable
            + " was not read: "
            + environment.get(variable)
            + " is where a service is, as Kubernetes tells (enableServiceLinks), and no port");
  }

  private void take(Map<String, Given> given, String variable, String name) {
    if (isSet(variable)) {
      given.put(name, new Given(environment.get(variable), variable, workingDirectory));
    }
  }

  private boolean isSet(String variable) {
    return !environment.getOrDefault(variable, "").isBlank();
  }

  private boolean isUnknown(String variable) {
    return variable.startsWith(PREFIX)
        && !NO_SETTINGS.contains(variable)
        && !SettingNames.OWN_VARIABLES.containsKey(variable)
        && SettingNames.TYPES.keySet().stream()
            .map(SettingNames::variable)
            .noneMatch(variable::equals);
  }

  private void warn(String variable) {
    warnings.add(
        variable
            + " is no setting and was not read; the nearest is "
            + SettingNames.nearestVariable(variable));
  }
}
