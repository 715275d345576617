using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Assessments.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class WholeAssessment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Absences",
                table: "assessments_assessments",
                type: "text",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "assessments_assessments",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "ChildAndFamily");

            migrationBuilder.AddColumn<string>(
                name: "ReusedSecret",
                table: "assessments_assessments",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SegmentSecret",
                table: "assessments_assessments",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Signatures",
                table: "assessments_assessments",
                type: "text",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "TemplateId",
                table: "assessments_assessments",
                type: "character varying(60)",
                maxLength: 60,
                nullable: false,
                defaultValue: "childAndFamily-2026-1");

            migrationBuilder.AddColumn<string>(
                name: "Unanswered",
                table: "assessments_assessments",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "assessments_participation_requests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AssessmentId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: true),
                    AuthorityCode = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    AuthoritySecret = table.Column<string>(type: "text", nullable: true),
                    QuestionSecret = table.Column<string>(type: "text", nullable: false),
                    AskedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedByUnitId = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    AnswerBy = table.Column<DateOnly>(type: "date", nullable: false),
                    NextStepOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    RemindedAt = table.Column<long>(type: "bigint", nullable: true),
                    EscalatedAt = table.Column<long>(type: "bigint", nullable: true),
                    AnswerSecret = table.Column<string>(type: "text", nullable: true),
                    AnsweredBy = table.Column<Guid>(type: "uuid", nullable: true),
                    AnsweredAt = table.Column<long>(type: "bigint", nullable: true),
                    ParticipantId = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_assessments_participation_requests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "assessments_segmentation_models",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    Content = table.Column<string>(type: "text", nullable: false),
                    PublishedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    PublishedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_assessments_segmentation_models", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "assessments_templates",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Edition = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    Content = table.Column<string>(type: "text", nullable: false),
                    PublishedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    PublishedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_assessments_templates", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_assessments_participation_requests_AskedByUnitId_Id",
                table: "assessments_participation_requests",
                columns: new[] { "AskedByUnitId", "Id" },
                filter: "\"Status\" = 'Open'");

            migrationBuilder.CreateIndex(
                name: "IX_assessments_participation_requests_AssessmentId_Id",
                table: "assessments_participation_requests",
                columns: new[] { "AssessmentId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_assessments_participation_requests_AssessmentId_UnitId",
                table: "assessments_participation_requests",
                columns: new[] { "AssessmentId", "UnitId" },
                unique: true,
                filter: "\"Status\" = 'Open' AND \"UnitId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_assessments_participation_requests_NextStepOn",
                table: "assessments_participation_requests",
                column: "NextStepOn",
                filter: "\"NextStepOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_assessments_participation_requests_UnitId_Id",
                table: "assessments_participation_requests",
                columns: new[] { "UnitId", "Id" },
                filter: "\"Status\" = 'Open'");

            migrationBuilder.CreateIndex(
                name: "IX_assessments_segmentation_models_ValidFrom",
                table: "assessments_segmentation_models",
                column: "ValidFrom",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_assessments_templates_Kind_ValidFrom",
                table: "assessments_templates",
                columns: new[] { "Kind", "ValidFrom" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "assessments_participation_requests");

            migrationBuilder.DropTable(
                name: "assessments_segmentation_models");

            migrationBuilder.DropTable(
                name: "assessments_templates");

            migrationBuilder.DropColumn(
                name: "Absences",
                table: "assessments_assessments");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "assessments_assessments");

            migrationBuilder.DropColumn(
                name: "ReusedSecret",
                table: "assessments_assessments");

            migrationBuilder.DropColumn(
                name: "SegmentSecret",
                table: "assessments_assessments");

            migrationBuilder.DropColumn(
                name: "Signatures",
                table: "assessments_assessments");

            migrationBuilder.DropColumn(
                name: "TemplateId",
                table: "assessments_assessments");

            migrationBuilder.DropColumn(
                name: "Unanswered",
                table: "assessments_assessments");
        }
    }
}
