package io.saltroad.sandbox.org;

import java.util.Locale;

/** The field types that the sandbox can store, with their names in {@code describe}. */
public enum FieldType {
    ID("tns:ID"),
    STRING("xsd:string"),
    TEXTAREA("xsd:string"),
    EMAIL("xsd:string"),
    PHONE("xsd:string"),
    URL("xsd:string"),
    PICKLIST("xsd:string"),
    BOOLEAN("xsd:boolean"),
    INT("xsd:int"),
    DOUBLE("xsd:double"),
    CURRENCY("xsd:double"),
    PERCENT("xsd:double"),
    DATE("xsd:date"),
    DATETIME("xsd:dateTime"),
    REFERENCE("tns:ID");

    private final String soapType;

    FieldType(String soapType) {
        this.soapType = soapType;
    }

    static FieldType named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    public String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String soapType() {
        return soapType;
    }

    public boolean isText() {
        return switch (this) {
            case STRING, TEXTAREA, EMAIL, PHONE, URL, PICKLIST -> true;
            default -> false;
        };
    }

    public boolean isDecimal() {
        return this == DOUBLE || this == CURRENCY || this == PERCENT;
    }

    public boolean isNumber() {
        return this == INT || isDecimal();
    }
}
