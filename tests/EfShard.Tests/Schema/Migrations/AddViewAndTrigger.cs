using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>What only SQL can say: it runs on every shard.</summary>
[DbContext(typeof(MigratedContext))]
[Migration(Id)]
public sealed class AddViewAndTrigger : Migration
{
    public const string Id = "20240301000000_AddViewAndTrigger";

    protected override void BuildTargetModel(Microsoft.EntityFrameworkCore.ModelBuilder modelBuilder) => MigratedContextModelSnapshot.Build(modelBuilder);

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""CREATE VIEW "LongBooks" AS SELECT "Id" FROM "Book" WHERE "Pages" > 5""");
        if (ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite")
        {
            migrationBuilder.Sql(
                """
                CREATE TRIGGER "BookTitles" AFTER INSERT ON "Book" WHEN new."Title" = ''
                BEGIN UPDATE "Book" SET "Title" = 'Untitled' WHERE "Id" = new."Id"; END
                """);
        }
        else
        {
            migrationBuilder.Sql(
                """
                CREATE FUNCTION book_titles() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."Title" := 'Untitled'; RETURN NEW; END $$;
                CREATE TRIGGER "BookTitles" BEFORE INSERT ON "Book" FOR EACH ROW WHEN (NEW."Title" = '') EXECUTE FUNCTION book_titles();
                """);
        }
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""DROP VIEW "LongBooks" """);
        migrationBuilder.Sql(ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite"
            ? """DROP TRIGGER "BookTitles" """
            : """DROP TRIGGER "BookTitles" ON "Book"; DROP FUNCTION book_titles();""");
    }
}
