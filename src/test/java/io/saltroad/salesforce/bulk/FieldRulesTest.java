package io.saltroad.salesforce.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The rules of an object's fields")
class FieldRulesTest {

    private static final String DESCRIPTION =
            """
            {"name":"Order","fields":[
             {"name":"Name","type":"string","length":5,"createable":true,"nillable":false},
             {"name":"Total","type":"currency","precision":6,"scale":2,"createable":true,"nillable":true},
             {"name":"Lines","type":"int","digits":3,"createable":true,"nillable":true},
             {"name":"Open","type":"boolean","createable":true,"nillable":false},
             {"name":"Day","type":"date","createable":true,"nillable":true},
             {"name":"At","type":"datetime","createable":true,"nillable":true},
             {"name":"Mail","type":"email","length":80,"createable":true,"nillable":true},
             {"name":"Kind","type":"picklist","length":255,"restrictedPicklist":true,"nillable":true,
              "picklistValues":[{"value":"A","active":true},{"value":"Old","active":false}]},
             {"name":"Kinds","type":"multipicklist","length":255,"restrictedPicklist":true,
              "picklistValues":[{"value":"A"},{"value":"B"}],"nillable":true},
             {"name":"Free","type":"picklist","length":255,"restrictedPicklist":false,"nillable":true,
              "picklistValues":[{"value":"A"}]},
             {"name":"AccountId","type":"reference","createable":true,"nillable":false,
              "relationshipName":"Account","referenceTo":["Account"]},
             {"name":"OwnerId","type":"reference","createable":true,"nillable":false,
              "defaultedOnCreate":true,"relationshipName":"Owner","referenceTo":["Group","User"]},
             {"name":"CreatedDate","type":"datetime","createable":false,"nillable":false}
            ]}
            """;

    private static FieldRules rules() throws Exception {
        return FieldRules.of(new ObjectMapper().readTree(DESCRIPTION));
    }

    @ParameterizedTest
    @CsvSource({
        "name, Möbel",
        "Name, 😀😀😀😀😀",
        "Total, -1234.567",
        "Total, 1e3",
        "Total, 0.00",
        "Lines, 999",
        "Lines, 2.0",
        "Open, TRUE",
        "Open, 0",
        "Day, 2024-02-29",
        "Day, 2024-02-29Z",
        "At, 2024-10-07T16:30:00.250+02:00",
        "Mail, a@b.de",
        "Kind, A",
        "Kinds, A;B",
        "Free, anything",
        "AccountId, 001000000000001AAA",
        "Total, #N/A"
    })
    void take_a_value(String column, String value) throws Exception {
        assertThat(rules().of(column).orElseThrow().objectionTo(value, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Name, Möbel!, 'has 6 characters, Name takes 5'",
        "Name, #N/A, must not be empty",
        "Total, '1,5', is not a number",
        "Total, 12345.6, 'has 5 digits before the point, Total takes 4'",
        "Lines, 2.5, is not a whole number",
        "Lines, 1000, has 4 digits",
        "Open, yes, 'is not true, false, 1 or 0'",
        "Day, 2023-02-29, is not a date",
        "Day, 07.10.2024, is not a date",
        "At, 2024-10-07 16:30:00, is not a date and time",
        "Mail, a@b, is not an email address",
        "Kind, Old, is none of the values that Kind is restricted to: A",
        "Kinds, A;C, 'is none of the values that Kinds is restricted to: A, B'",
        "AccountId, 4711, is not an Id"
    })
    void have_something_against_a_value(String column, String value, String rule) throws Exception {
        assertThat(rules().of(column).orElseThrow().objectionTo(value, false).orElseThrow())
                .startsWith(rule);
    }

    @Test
    void let_an_empty_value_leave_a_required_field_as_it_is_unless_the_record_is_new()
            throws Exception {
        ValueRule name = rules().of("Name").orElseThrow();
        assertThat(name.objectionTo("", false)).isEmpty();
        assertThat(name.objectionTo("", true)).isPresent();
    }

    @Test
    void name_the_required_fields_that_no_column_fills() throws Exception {
        assertThat(rules().missing(List.of("Total"))).containsExactly("AccountId", "Name");
        assertThat(rules().missing(List.of("name", "Account.ERP_Number__c"))).isEmpty();
    }

    @Test
    void say_where_a_relationship_leads_to() throws Exception {
        assertThat(rules().parent("Account.ERP_Number__c"))
                .contains(new FieldRules.Parent(List.of("Account"), "ERP_Number__c"));
        assertThat(rules().parent("User:owner.ERP_Id__c"))
                .contains(new FieldRules.Parent(List.of("User"), "ERP_Id__c"));
        assertThat(rules().parent("Name")).isEmpty();
    }
}
