package io.saltroad.fault;

/**
 * One cell of the matrix.
 *
 * @param times how often the fault meets the request
 */
record Cell(RequestKind request, PlannedFault fault, int times) {

    /** Whether it stands for its like where there is not the time for all. */
    boolean representative() {
        return fault.representative()
                && !(request.way().toDataCloud() && fault.isLikeAnotherAtDataCloud());
    }

    /** Such as {@code upload/429}. */
    String name() {
        return request.label() + "/" + fault.label();
    }
}
