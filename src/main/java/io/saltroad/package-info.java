/**
 * The command line. {@link io.saltroad.Saltroad} is the main class; each command is a class of its
 * own, {@code ...Command}, thin: it reads options, puts the parts of the program together and shows
 * what they say. {@code ExitCode} lists how a command can end.
 */
package io.saltroad;
