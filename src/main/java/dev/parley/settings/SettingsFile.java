package dev.parley.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the settings that stand in a YAML file, each with its line. */
final class SettingsFile {

  private final String file;
  private final Path base;
  private final Map<String, Given> given = new LinkedHashMap<>();

  private SettingsFile(String file, Path base) {
    this.file = file;
    this.base = base;
  }

  /**
   * Reads it.
   *
   * @param file its name, for messages
   * @param base what relative paths in it are relative to
   * @throws StartException when it is no YAML, or has a key that is no setting
   */
  static Map<String, Given> read(String file, InputStream yaml, Path base) throws IOException {
    SettingsFile reader = new SettingsFile(file, base);
    try (JsonParser parser = new YAMLFactory().createParser(yaml)) {
      if (parser.nextToken() != null) {
        reader.readGroup(parser, "");
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new StartException(
          file + ":" + line + ": " + e.getOriginalMessage().replaceAll("\\s*\\R\\s*", " "), e);
    }
    return reader.given;
  }

  private void readGroup(JsonParser parser, String prefix) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(parser, (prefix.isEmpty() ? "the file" : prefix) + " must hold settings by name");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix.isEmpty() ? parser.currentName() : prefix + "." + parser.currentName();
      if (SettingNames.isGroup(name)) {
        parser.nextToken();
        readGroup(parser, name);
      } else if (SettingNames.TYPES.containsKey(name)) {
        readSetting(parser, name);
      } else {
        throw wrong(
            parser,
            "there is no setting " + name + "; the nearest is " + SettingNames.nearest(name));
      }
    }
  }

  private void readSetting(JsonParser parser, String name) throws IOException {
    String where = where(parser);
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      throw wrong(parser, name + " must have one value");
    }
    String text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
    if (given.put(name, new Given(text, where, base)) != null) {
      throw wrong(parser, name + " is set twice");
    }
  }

  private StartException wrong(JsonParser parser, String what) {
    return new StartException(where(parser) + ": " + what + ".");
  }

  private String where(JsonParser parser) {
    return file + ":" + parser.currentTokenLocation().getLineNr();
  }
}
