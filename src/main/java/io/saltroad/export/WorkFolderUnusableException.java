package io.saltroad.export;

import java.io.IOException;
import java.nio.file.Path;

/** The work folder cannot be written, so nothing can be delivered from it. */
public final class WorkFolderUnusableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorkFolderUnusableException(Path folder, IOException cause) {
        super(
                "the work folder %s cannot be written (%s). Let this user write it, free space on its disk, or name another one with saltroad.folders.work"
                        .formatted(folder, cause.getMessage()),
                cause);
    }
}
