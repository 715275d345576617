using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Consents.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Prohibitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consents_prohibitions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Direction = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Classes = table.Column<string>(type: "TEXT", nullable: false),
                    GuardianIds = table.Column<string>(type: "TEXT", nullable: false),
                    HoldsInEmergency = table.Column<bool>(type: "INTEGER", nullable: false),
                    ReasonSecret = table.Column<string>(type: "TEXT", nullable: true),
                    GivenBy = table.Column<string>(type: "TEXT", nullable: false),
                    Competence = table.Column<string>(type: "TEXT", nullable: true),
                    ToldOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ReceivedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    WithdrawnAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Withdrawal = table.Column<string>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consents_prohibitions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "consents_statutory_bases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Paragraph = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ReasonSecret = table.Column<string>(type: "TEXT", nullable: false),
                    Direction = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Classes = table.Column<string>(type: "TEXT", nullable: false),
                    RecipientUnits = table.Column<string>(type: "TEXT", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ValidTo = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    RecordedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consents_statutory_bases", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_consents_prohibitions_PersonId_Id",
                table: "consents_prohibitions",
                columns: new[] { "PersonId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_consents_statutory_bases_PersonId_Id",
                table: "consents_statutory_bases",
                columns: new[] { "PersonId", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "consents_prohibitions");

            migrationBuilder.DropTable(
                name: "consents_statutory_bases");
        }
    }
}
