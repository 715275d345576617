using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProcessAndPace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "BookedAt",
                table: "intake_talk_slots",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "AssessedInDays",
                table: "intake_matters",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "AssessedOn",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DecidedByUnitId",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DecidedInDays",
                table: "intake_matters",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "DecidedOn",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "IdleSince",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ProcessId",
                table: "intake_matters",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000001"));

            migrationBuilder.AddColumn<string>(
                name: "Progress",
                table: "intake_matters",
                type: "TEXT",
                maxLength: 20000,
                nullable: false,
                defaultValue: """{"ticks":[],"marks":[]}""");

            migrationBuilder.AddColumn<DateOnly>(
                name: "StepsOn",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "StepsSeen",
                table: "intake_matters",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "ProcessVersion",
                table: "intake_county_rules",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Processes",
                table: "intake_county_rules",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "StepCode",
                table: "intake_alerts",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "intake_process_definitions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false),
                    PublishedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    PublishedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_process_definitions", x => x.Id);
                });

            // Matters that are open follow the definition of their kind that came with the software; what has ended is not looked at again.
            migrationBuilder.Sql("""
                UPDATE intake_matters SET "ProcessId" = '00000000-0000-0000-0000-000000000002' WHERE "Kind" = 'JointRequestWithFamily';
                UPDATE intake_matters SET "ProcessId" = '00000000-0000-0000-0000-000000000003' WHERE "Kind" = 'Contact';
                UPDATE intake_matters SET "ProcessId" = '00000000-0000-0000-0000-000000000004' WHERE "Kind" = 'NoticeToAuthority';
                UPDATE intake_matters SET "ProcessId" = '00000000-0000-0000-0000-000000000005' WHERE "Kind" = 'AnticipatoryNotification';
                UPDATE intake_matters SET "StepsSeen" = "Version" WHERE "NextDueOn" IS NULL;
                """);

            migrationBuilder.UpdateData(
                table: "intake_county_rules",
                keyColumn: "Id",
                keyValue: 1,
                columns: new[] { "ProcessVersion", "Processes" },
                values: new object[] { 1, "[]" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_DecidedByUnitId_DecidedOn_DecidedInDays",
                table: "intake_matters",
                columns: new[] { "DecidedByUnitId", "DecidedOn", "DecidedInDays" },
                filter: "\"DecidedOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_OwnerUnitId_AssessedOn_AssessedInDays",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "AssessedOn", "AssessedInDays" },
                filter: "\"AssessedOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_steps_unseen",
                table: "intake_matters",
                column: "Id",
                filter: "\"StepsSeen\" < \"Version\"");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_StepsOn_Id",
                table: "intake_matters",
                columns: new[] { "StepsOn", "Id" },
                filter: "\"StepsOn\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "intake_process_definitions");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_DecidedByUnitId_DecidedOn_DecidedInDays",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_OwnerUnitId_AssessedOn_AssessedInDays",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_steps_unseen",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_StepsOn_Id",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "BookedAt",
                table: "intake_talk_slots");

            migrationBuilder.DropColumn(
                name: "AssessedInDays",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "AssessedOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "DecidedByUnitId",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "DecidedInDays",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "DecidedOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "IdleSince",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "ProcessId",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "Progress",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "StepsOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "StepsSeen",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "ProcessVersion",
                table: "intake_county_rules");

            migrationBuilder.DropColumn(
                name: "Processes",
                table: "intake_county_rules");

            migrationBuilder.DropColumn(
                name: "StepCode",
                table: "intake_alerts");
        }
    }
}
