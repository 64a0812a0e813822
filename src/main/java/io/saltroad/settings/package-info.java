/**
 * The one door all properties come in by.
 *
 * <ul>
 *   <li>{@link io.saltroad.settings.FrontDoor} lays the packed defaults, a file, the environment
 *       and the command line over each other and refuses keys that do not exist ({@link
 *       io.saltroad.settings.NearestName} says which one was meant).
 *   <li>{@link io.saltroad.settings.Settings} is the result, from which the other packages read
 *       their own settings records, once, at start.
 *   <li>{@link io.saltroad.settings.Units} reads durations and sizes; {@link
 *       io.saltroad.settings.Secrets} knows what must not be shown.
 * </ul>
 */
package io.saltroad.settings;
