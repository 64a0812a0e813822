package io.saltroad.sandbox.lake;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the lake says of its tables in the words of PostgreSQL: {@code pg_catalog}, as far as
 * clients ask for it. DuckDB has one too, without {@code regclass} and with types that do not fit
 * together, and lets nobody change it; so ours stands in a schema of its own, and queries are led
 * there.
 *
 * <p>Source: the statements of the Python client 2.x ({@code get_tables_query.sql}, {@code
 * get_columns_query.sql}); ids and modifiers of types from the documentation of PostgreSQL. Not
 * verified: that the schema of the tables is called {@code public} (the client's examples have it),
 * that they are plain tables, and the PostgreSQL types of their columns.
 */
public final class PgCatalog {

    private static final String SCHEMA = "postgres";

    /** A name of the catalog, or a piece of SQL in which it would be only text. */
    private static final Pattern NAMES =
            Pattern.compile(
                    "'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*(?s:.*?)\\*/|(\\bpg_catalog(?=\\s*\\.))",
                    Pattern.CASE_INSENSITIVE);

    private static final String VIEWS =
            """
            CREATE SCHEMA IF NOT EXISTS postgres;

            CREATE TYPE IF NOT EXISTS regclass AS VARCHAR;

            CREATE OR REPLACE VIEW postgres.pg_namespace AS
            SELECT 2200 AS oid, 'public' AS nspname;

            CREATE OR REPLACE VIEW postgres.pg_class AS
            SELECT table_oid AS oid, table_name AS relname, 2200 AS relnamespace, 'r' AS relkind
            FROM duckdb_tables()
            WHERE database_name = current_database() AND schema_name = 'main';

            CREATE OR REPLACE VIEW postgres.pg_type AS
            SELECT *, 'b' AS typtype, false AS typnotnull
            FROM (VALUES
                (16, 'bool'), (1043, 'varchar'), (1082, 'date'), (1184, 'timestamptz'), (1700, 'numeric')
            ) AS types(oid, typname);

            CREATE OR REPLACE VIEW postgres.pg_attribute AS
            SELECT
                table_oid AS attrelid,
                column_name AS attname,
                column_index AS attnum,
                CASE regexp_replace(data_type, '\\(.*', '')
                    WHEN 'BOOLEAN' THEN 16
                    WHEN 'DATE' THEN 1082
                    WHEN 'TIMESTAMP WITH TIME ZONE' THEN 1184
                    WHEN 'DECIMAL' THEN 1700
                    ELSE 1043
                END AS atttypid,
                coalesce(numeric_precision * 65536 + numeric_scale + 4, -1) AS atttypmod,
                NOT is_nullable AS attnotnull,
                false AS attisdropped
            FROM duckdb_columns()
            WHERE database_name = current_database() AND schema_name = 'main';

            CREATE OR REPLACE VIEW postgres.pg_attrdef AS
            SELECT 0 AS adrelid, 0 AS adnum, NULL::VARCHAR AS adbin WHERE false;

            CREATE OR REPLACE VIEW postgres.pg_description AS
            SELECT 0 AS objoid, NULL::regclass AS classoid, 0 AS objsubid, NULL::VARCHAR AS description
            WHERE false;

            CREATE OR REPLACE MACRO postgres.format_type(type, modifier) AS
            CASE type
                WHEN 16 THEN 'boolean'
                WHEN 1043 THEN 'character varying'
                WHEN 1082 THEN 'date'
                WHEN 1184 THEN 'timestamp with time zone'
                WHEN 1700 THEN 'numeric'
            END || CASE
                WHEN modifier < 0 THEN ''
                ELSE format('({},{})', (modifier - 4) // 65536, (modifier - 4) % 65536)
            END;

            CREATE OR REPLACE MACRO postgres.pg_get_expr(expression, relation) AS expression;
            """;

    private PgCatalog() {}

    static void create(Statement sql) throws SQLException {
        sql.execute(VIEWS);
    }

    /** The query with every {@code pg_catalog.} led to the lake's own. */
    public static String in(String query) {
        return NAMES.matcher(query)
                .replaceAll(
                        name ->
                                Matcher.quoteReplacement(
                                        name.group(1) == null ? name.group() : SCHEMA));
    }
}
