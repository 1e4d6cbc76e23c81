using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>As <c>dotnet ef migrations add</c> writes it when an entity gets a global index.</summary>
[DbContext(typeof(IndexedContext))]
[Migration(Id)]
public sealed class AddNameIndex : Migration
{
    public const string Id = "20240201000000_AddNameIndex";

    protected override void BuildTargetModel(Microsoft.EntityFrameworkCore.ModelBuilder modelBuilder) => IndexedContextModelSnapshot.Build(modelBuilder);

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "People_Name_GlobalIndex",
            columns: table => new
            {
                Value = table.Column<string>(type: "TEXT", nullable: false),
                Key0 = table.Column<long>(type: "INTEGER", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_People_Name_GlobalIndex", x => x.Value));

        migrationBuilder.CreateIndex(
            name: "IX_People_Name",
            table: "People",
            column: "Name");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable(
            name: "People_Name_GlobalIndex");

        migrationBuilder.DropIndex(
            name: "IX_People_Name",
            table: "People");
    }
}
