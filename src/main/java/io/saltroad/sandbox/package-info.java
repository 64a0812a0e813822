/**
 * A Salesforce org on one's own machine, for development, tests and the demo. Start with {@link
 * io.saltroad.sandbox.Sandbox}; {@link io.saltroad.sandbox.SandboxSettings} says where it listens
 * and keeps its data. {@code SandboxServer} is the HTTP server, {@code SandboxCertificate} its
 * certificate, {@code SandboxFolder} its folder; all are closed with the sandbox.
 *
 * <p>The packages below hold one concern each: {@code web} (requests and answers), {@code oauth},
 * {@code limit}, {@code fault}, {@code org} (objects and records), {@code rest}, {@code soql},
 * {@code csv}, {@code bulk}, {@code admin}, {@code page}; for the Data Cloud tenant, which {@code
 * DataCloud} puts together, {@code tenant} (tokens, settings, clock), {@code lake} (objects and
 * records), {@code ingest}, {@code dataquery}. Their public types are for each other. Nothing
 * outside may depend on any of it but the command line, and it depends on nothing of the product.
 *
 * <p>Behaviour follows the public documentation and what real clients were seen to need. Where a
 * fact is neither, a comment beside it says so. {@code docs/sandbox.md} lists every endpoint: what
 * is served, from where it is known, which client was run against it, and what is missing.
 */
package io.saltroad.sandbox;
