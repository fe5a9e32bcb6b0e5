package dev.parley.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The version")
class VersionTest {

  private static final String CLASS = "dev/parley/settings/Version.class";

  @TempDir Path folder;

  @Test
  @DisplayName("is the jar's")
  void ofTheJar() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
    Path file = folder.resolve("a.jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        InputStream compiled = Version.class.getClassLoader().getResourceAsStream(CLASS)) {
      jar.putNextEntry(new JarEntry(CLASS));
      compiled.transferTo(jar);
      jar.closeEntry();
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, null)) {
      assertThat(loader.loadClass(Version.class.getName()).getField("TEXT").get(null))
          .isEqualTo("1.2.3");
    }
  }

  @Test
  @DisplayName("is one in development where there is no jar")
  void withoutJar() {
    assertThat(Version.TEXT).isEqualTo("development");
  }
}
