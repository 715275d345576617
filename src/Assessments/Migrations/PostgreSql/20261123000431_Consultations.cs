using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Assessments.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Consultations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "assessments_consultations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: true),
                    Profession = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    QuestionSecret = table.Column<string>(type: "text", nullable: false),
                    AskedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedByUnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    Status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Entries = table.Column<string>(type: "text", nullable: false),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    AnsweredByUnitId = table.Column<Guid>(type: "uuid", nullable: true),
                    Helped = table.Column<bool>(type: "boolean", nullable: true),
                    ClosedAt = table.Column<long>(type: "bigint", nullable: true),
                    ParticipationRequestId = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_assessments_consultations", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_assessments_consultations_AskedAt",
                table: "assessments_consultations",
                column: "AskedAt");

            migrationBuilder.CreateIndex(
                name: "IX_assessments_consultations_AskedByUnitId_Id",
                table: "assessments_consultations",
                columns: new[] { "AskedByUnitId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_assessments_consultations_Profession_Id",
                table: "assessments_consultations",
                columns: new[] { "Profession", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_assessments_consultations_UnitId_Id",
                table: "assessments_consultations",
                columns: new[] { "UnitId", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "assessments_consultations");
        }
    }
}
