using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Assessments.Migrations.Sqlite
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
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Profession = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    QuestionSecret = table.Column<string>(type: "TEXT", nullable: false),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedByUnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Entries = table.Column<string>(type: "TEXT", nullable: false),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AnsweredByUnitId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Helped = table.Column<bool>(type: "INTEGER", nullable: true),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ParticipationRequestId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
