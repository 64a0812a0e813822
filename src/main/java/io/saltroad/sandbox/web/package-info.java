/**
 * What all endpoints of the sandbox share: how a request is seen ({@link
 * io.saltroad.sandbox.web.Call}), how an answer or a refusal is written ({@link
 * io.saltroad.sandbox.web.Answer}, {@link io.saltroad.sandbox.web.ApiError}, {@link
 * io.saltroad.sandbox.web.TenantError}), the table of paths ({@link
 * io.saltroad.sandbox.web.Resources}) and the log of what came in ({@link
 * io.saltroad.sandbox.web.Traffic}).
 */
package io.saltroad.sandbox.web;
