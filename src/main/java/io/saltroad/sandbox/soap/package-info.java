/**
 * The SOAP API, as far as clients of the other APIs need it: to sign in, and to look at objects.
 * {@link io.saltroad.sandbox.soap.SoapEndpoints} serves the paths; {@code SoapRequest} reads an
 * envelope, {@code SoapXml} and {@code SoapFault} write one.
 */
package io.saltroad.sandbox.soap;
