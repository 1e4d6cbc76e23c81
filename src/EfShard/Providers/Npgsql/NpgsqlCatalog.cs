namespace EfShard.Providers.Npgsql;

/// <summary>What PostgreSQL says of the shape of a database. Names are qualified; what belongs to extensions or to the server is left out.</summary>
internal static class NpgsqlCatalog
{
    public const string Sql =
        """
        WITH relations AS (
            SELECT c.oid, c.relkind, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relname NOT IN ('__EFShardMap', '__EFShardIds', 'PK___EFShardIds')
        )
        SELECT CASE r.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, r.name, r.relkind::text FROM relations AS r WHERE r.relkind IN ('r', 'p', 'f', 'S')
        UNION ALL
        SELECT 'column', r.name || '.' || quote_ident(a.attname),
               format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                   || coalesce(' COLLATE ' || (SELECT k.collname FROM pg_collation AS k WHERE k.oid = a.attcollation AND k.collname <> 'default'), '')
                   || CASE a.attidentity WHEN '' THEN '' ELSE ' IDENTITY ' || a.attidentity::text END
                   || coalesce(CASE a.attgenerated WHEN '' THEN ' DEFAULT ' ELSE ' GENERATED ' END || pg_get_expr(d.adbin, d.adrelid), '')
        FROM relations AS r
        JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE r.relkind IN ('r', 'p', 'f')
        UNION ALL
        SELECT 'index', i.name, pg_get_indexdef(x.indexrelid) FROM relations AS i JOIN pg_index AS x ON x.indexrelid = i.oid
        UNION ALL
        SELECT 'constraint', r.name || '.' || quote_ident(k.conname), pg_get_constraintdef(k.oid) FROM relations AS r JOIN pg_constraint AS k ON k.conrelid = r.oid
        UNION ALL
        SELECT 'trigger', r.name || '.' || quote_ident(t.tgname), pg_get_triggerdef(t.oid) FROM relations AS r JOIN pg_trigger AS t ON t.tgrelid = r.oid AND NOT t.tgisinternal
        UNION ALL
        SELECT 'view', r.name, pg_get_viewdef(r.oid) FROM relations AS r WHERE r.relkind IN ('v', 'm');
        """;
}
