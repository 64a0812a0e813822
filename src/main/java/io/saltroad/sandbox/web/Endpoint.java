package io.saltroad.sandbox.web;

/** Answers a call. Runs on a worker thread and may block; refuses with a {@link Refusal}. */
@FunctionalInterface
public interface Endpoint {

    Answer answer(Call call) throws Exception;
}
