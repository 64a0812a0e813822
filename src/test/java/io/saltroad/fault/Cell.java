package io.saltroad.fault;

/**
 * One cell of the matrix.
 *
 * @param times how often the fault meets the request
 */
record Cell(RequestKind request, PlannedFault fault, int times) {

    /** Such as {@code upload/429}. */
    String name() {
        return request.label() + "/" + fault.label();
    }
}
