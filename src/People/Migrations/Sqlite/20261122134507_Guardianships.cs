using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.People.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Guardianships : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "people_guardianships",
                columns: table => new
                {
                    GuardianHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_people_guardianships", x => new { x.GuardianHash, x.PersonId });
                    table.ForeignKey(
                        name: "FK_people_guardianships_people_persons_PersonId",
                        column: x => x.PersonId,
                        principalTable: "people_persons",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_people_guardianships_PersonId",
                table: "people_guardianships",
                column: "PersonId");

            // Guardians recorded before this table was.
            migrationBuilder.Sql(
                """
                INSERT INTO people_guardianships ("GuardianHash", "PersonId")
                SELECT DISTINCT json_extract(g.value, '$.identityCodeHash'), p."Id" FROM people_persons p, json_each(p."Guardians") g
                WHERE json_extract(g.value, '$.role') = 'guardian';
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "people_guardianships");
        }
    }
}
