using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.PostgreSql
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ArrivedAt = table.Column<long>(type: "bigint", nullable: false),
                    ArrivedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    NotifierKind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    NotifierCode = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    ConfidentialityAsked = table.Column<bool>(type: "boolean", nullable: false),
                    NotifierSecret = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: false),
                    ReasonCodes = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SupportGrounds = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    DescriptionSecret = table.Column<string>(type: "character varying(42000)", maxLength: 42000, nullable: false),
                    OwnerUnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: true),
                    Status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Clocks = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Urgency = table.Column<string>(type: "character varying(42000)", maxLength: 42000, nullable: true),
                    Decision = table.Column<string>(type: "character varying(42000)", maxLength: 42000, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
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
