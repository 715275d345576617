using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Access.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class ListedPersonsAndSubjects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Shown",
                table: "access_audit",
                type: "character varying(80)",
                maxLength: 80,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "access_audit_persons",
                columns: table => new
                {
                    Stream = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_audit_persons", x => new { x.Stream, x.Sequence, x.PersonId });
                });

            migrationBuilder.CreateTable(
                name: "access_subjects",
                columns: table => new
                {
                    Subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_subjects", x => x.Subject);
                });

            // UNION: whom both registers know by now is one subject.
            migrationBuilder.Sql("""INSERT INTO access_subjects ("Subject") SELECT "Subject" FROM access_staff UNION SELECT "Subject" FROM access_client_users""");

            migrationBuilder.CreateIndex(
                name: "IX_access_audit_persons_PersonId_At",
                table: "access_audit_persons",
                columns: new[] { "PersonId", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_audit_persons");

            migrationBuilder.DropTable(
                name: "access_subjects");

            migrationBuilder.DropColumn(
                name: "Shown",
                table: "access_audit");
        }
    }
}
