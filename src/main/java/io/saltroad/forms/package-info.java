/**
 * Checks what people write in {@code routes/} before Camel starts, since Camel takes an unknown
 * kamelet parameter without a word and the feed then runs with a default nobody wanted.
 *
 * <ul>
 *   <li>{@link io.saltroad.forms.RouteTree} is the entry: where the route files, the feeds and the
 *       kamelets of this run are, and whether they fit together.
 *   <li>{@code RouteFile} reads which routes and kamelet uses stand in a file, with their lines;
 *       {@code KameletForm} reads what a kamelet asks for.
 *   <li>{@code UseCheck} holds a use against its form, {@code FeedCheck} looks at feeds as a whole:
 *       ids, and who waits for whom.
 * </ul>
 *
 * <p>All mistakes are reported at once, one line each, as a {@link
 * io.saltroad.forms.FormException}.
 */
package io.saltroad.forms;
