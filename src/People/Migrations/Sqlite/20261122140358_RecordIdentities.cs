using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.People.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RecordIdentities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "people_guardianships");

            // Persons and guardians recorded before the gate knew of them. Relation: a huoltaja is a guardian, everybody else a representative.
            migrationBuilder.Sql(
                """
                INSERT INTO access_record_identities ("PersonId", "Id", "IdentityCodeHash", "Relation", "ClientBornOn")
                SELECT p."Id", p."Id", p."IdentityCodeHash", 'Self', p."BirthDate" FROM people_persons p
                UNION ALL
                SELECT p."Id", upper(json_extract(g.value, '$.id')), json_extract(g.value, '$.identityCodeHash'),
                    CASE json_extract(g.value, '$.role') WHEN 'guardian' THEN 'Guardian' ELSE 'Representative' END, p."BirthDate"
                FROM people_persons p, json_each(p."Guardians") g;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
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
        }
    }
}
