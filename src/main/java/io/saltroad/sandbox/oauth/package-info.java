/**
 * Signing in: {@link io.saltroad.sandbox.oauth.OAuthEndpoints} serves the four flows, {@link
 * io.saltroad.sandbox.oauth.Sessions} remembers the tokens, {@link
 * io.saltroad.sandbox.oauth.SessionGuard} asks for one on every data path.
 */
package io.saltroad.sandbox.oauth;
