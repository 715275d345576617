using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "intake_matters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ArrivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ArrivedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    NotifierKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    NotifierCode = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    ConfidentialityAsked = table.Column<bool>(type: "INTEGER", nullable: false),
                    NotifierSecret = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    ReasonCodes = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SupportGrounds = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    DescriptionSecret = table.Column<string>(type: "TEXT", maxLength: 42000, nullable: false),
                    OwnerUnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Clocks = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Urgency = table.Column<string>(type: "TEXT", maxLength: 42000, nullable: true),
                    Decision = table.Column<string>(type: "TEXT", maxLength: 42000, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_matters", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_OwnerUnitId_Id",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_PersonId",
                table: "intake_matters",
                column: "PersonId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "intake_matters");
        }
    }
}
