/**
 * The connection to an org: all that is not Bulk API itself.
 *
 * <p>{@link io.saltroad.salesforce.SalesforceConnection} is the entry: it binds the Camel
 * components {@code salesforce} (with {@code OrgComponent} and {@code OrgHttpClient}) and {@code
 * salesforce-http} ({@link io.saltroad.salesforce.SessionHttp}), and keeps their session. It is
 * made from {@link io.saltroad.salesforce.SalesforceSettings}, which hold the {@link
 * io.saltroad.salesforce.Credentials} of one {@link io.saltroad.salesforce.SignIn}; {@code Login}
 * signs in with them, {@code SigningKey} reads the keystore of the JWT flow, {@code Trust} the
 * certificates to trust.
 *
 * <p>{@link io.saltroad.salesforce.FailureClassifier} turns what the clients throw into a {@link
 * io.saltroad.salesforce.Failure}, with the help of {@code ErrorBody}, {@code NetworkFailure} and
 * {@code SignInHint}. {@code LimitWatch} tells {@link io.saltroad.salesforce.LimitSignals} what
 * answers say about limits.
 *
 * <p>{@link io.saltroad.salesforce.FreshSignIn} and {@code SessionHttp} are for APIs beside the
 * org's own, which take a token that is exchanged for one of an org.
 *
 * <p>Nothing needs to be closed: all ends with the Camel context.
 */
package io.saltroad.salesforce;
