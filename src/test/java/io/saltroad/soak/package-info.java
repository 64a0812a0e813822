/**
 * The soak run: {@link io.saltroad.soak.Soak} lets the real process deliver hundreds of exports of
 * mixed size while the sandbox misbehaves at random ({@code FaultWeather}), watches its memory
 * ({@code MemoryWatch}), and then holds every record of every export against the receipts and
 * against what the org has processed ({@code Books}). {@code bench/soak} starts it.
 */
package io.saltroad.soak;
