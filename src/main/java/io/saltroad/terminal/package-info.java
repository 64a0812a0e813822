/**
 * What people see in a terminal: progress while it runs, a table at the end.
 *
 * <ul>
 *   <li>{@link io.saltroad.terminal.ProgressDisplay} watches the open deliveries: live lines in a
 *       terminal ({@code LiveArea}), else a log line now and then. The words are those of {@code
 *       ProgressText}.
 *   <li>{@link io.saltroad.terminal.ReceiptTable} shows what became of deliveries; {@link
 *       io.saltroad.terminal.Table} aligns its columns.
 * </ul>
 */
package io.saltroad.terminal;
