package dev.parley;

import dev.parley.database.EmbeddedBackup;
import dev.parley.settings.Settings;
import dev.parley.settings.SettingsLoader;
import dev.parley.settings.StartException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The program behind {@code scripts/backup} and {@code scripts/restore}: {@code backup FILE}, or
 * {@code restore FILE [--replace]}, for the home folder that the settings name.
 */
public final class Backups {

  private static volatile boolean ending;

  private Backups() {}

  /** Exits 1, with a line that says why, when it cannot be done. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // as for the server
    Path root = Path.of(System.getProperty(Main.ROOT_PROPERTY, ""));
    Logs.configure(root);
    Logs.level("WARN");
    int code = 0;
    try {
      run(root, arguments);
    } catch (StartException e) {
      code = complain(e.getMessage());
    } catch (NoSuchFileException | FileNotFoundException e) {
      code = complain("There is no " + e.getMessage() + ".");
    } catch (IOException | InvalidPathException e) {
      code = complain(e.toString());
    } finally {
      Logs.stop();
    }
    System.exit(code);
  }

  private static void run(Path root, String[] arguments) throws IOException {
    Settings settings = SettingsLoader.load(root, System.getenv()).settings();
    if (!settings.database().url().isEmpty()) {
      throw new StartException(
          "Parley uses the database of DATABASE_URL here: that server's own pg_dump backs it up.");
    }
    EmbeddedBackup backup = new EmbeddedBackup(settings.home());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> abandon(backup), "abandon"));
    Path file = Path.of(arguments[1]);
    if (arguments[0].equals("backup")) {
      backup.backUp(file);
    } else {
      backup.restore(file, arguments.length > 2);
    }
  }

  /** When it is told to end in the middle; when it is over, there is nothing to do. */
  private static void abandon(EmbeddedBackup backup) {
    ending = true;
    backup.abandon();
  }

  private static int complain(String reason) {
    if (!ending) { // else it is what was asked for
      System.err.println(reason);
    }
    return 1;
  }
}
