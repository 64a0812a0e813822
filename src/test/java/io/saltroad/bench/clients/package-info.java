/** Measures Saltroad against the clients that people use today: {@code bench/clients}. */
package io.saltroad.bench.clients;
