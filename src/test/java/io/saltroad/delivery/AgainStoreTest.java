package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.RecordCursor;
import io.saltroad.export.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The store of records that are brought again")
class AgainStoreTest {

    @TempDir Path folder;

    @Test
    void keeps_records_of_the_same_parent_together_in_the_order_of_the_export() throws Exception {
        assertThat(
                        sorted(
                                List.of(1),
                                "Number,Account.ERP__c,Name",
                                "1,B,Adam",
                                "2,A,Eva",
                                "3,b ,Kain",
                                "4,A,Abel"))
                .containsExactly("3: 2,A,Eva", "5: 4,A,Abel", "2: 1,B,Adam", "4: 3,b ,Kain");
    }

    @Test
    void sorts_by_all_columns_that_name_another_record() throws Exception {
        assertThat(sorted(List.of(0, 1), "A,B", "2,1", "1,2", "2,1", "1,1"))
                .containsExactly("5: 1,1", "3: 1,2", "2: 2,1", "4: 2,1");
    }

    @Test
    void keeps_the_order_of_the_export_if_no_column_names_another_record() throws Exception {
        assertThat(sorted(List.of(), "A", "3", "1", "2")).containsExactly("2: 3", "3: 1", "4: 2");
    }

    @Test
    void gives_texts_back_as_they_were() throws Exception {
        assertThat(sorted(List.of(), "A,B", "\"a \"\"b\"\", \n\tc\",\u00e4\u20ac\uD83D\uDE00"))
                .containsExactly("2: a \"b\", \n\tc,\u00e4\u20ac\uD83D\uDE00");
    }

    private List<String> sorted(List<Integer> parents, String... lines) throws Exception {
        Path export =
                Files.writeString(folder.resolve("CUST.csv"), String.join("\n", lines) + "\n");
        List<String> sorted = new ArrayList<>();
        try (RecordCursor cursor = Records.of(export).read(CsvFormat.DEFAULT).open();
                AgainStore store =
                        new AgainStore(
                                folder.resolve("again.db"), cursor.targetColumns(), parents)) {
            while (cursor.next()) {
                store.add(cursor);
            }
            store.complete();
            store.forEach(
                    (text, line) -> {
                        List<String> texts = new ArrayList<>();
                        for (int i = 0; i < cursor.targetColumns().size(); i++) {
                            texts.add(text.apply(i));
                        }
                        sorted.add(line + ": " + String.join(",", texts));
                    });
        }
        return sorted;
    }
}
