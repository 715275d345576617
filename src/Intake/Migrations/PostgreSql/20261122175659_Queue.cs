using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Queue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "NextClock",
                table: "intake_matters",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "NextDueOn",
                table: "intake_matters",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UrgencyCode",
                table: "intake_matters",
                type: "character varying(2)",
                maxLength: 2,
                nullable: true);

            // Matters from before are in the queue too.
            migrationBuilder.Sql(
                """
                UPDATE intake_matters SET
                    "UrgencyCode" = "Urgency"::jsonb ->> 'code',
                    ("NextDueOn", "NextClock") = (
                        SELECT (c ->> 'dueOn')::date, upper(substr(c ->> 'name', 1, 1)) || substr(c ->> 'name', 2)
                        FROM jsonb_array_elements("Clocks"::jsonb) c WHERE c ->> 'stoppedOn' IS NULL
                        ORDER BY c ->> 'dueOn' LIMIT 1)
                """);

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_mine_arrived",
                table: "intake_matters",
                columns: new[] { "OwnerId", "ArrivedOn", "Id", "Kind", "UrgencyCode", "Status" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_mine_due",
                table: "intake_matters",
                columns: new[] { "OwnerId", "NextDueOn", "ArrivedOn", "Id", "Kind", "UrgencyCode", "Status" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_status_arrived",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "Status", "ArrivedOn", "Id", "Kind", "UrgencyCode" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_status_due",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "Status", "NextDueOn", "ArrivedOn", "Id", "Kind", "UrgencyCode" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_unassigned_arrived",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "ArrivedOn", "Id", "Kind", "UrgencyCode", "Status" },
                filter: "\"NextDueOn\" IS NOT NULL AND \"OwnerId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_unassigned_due",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "NextDueOn", "ArrivedOn", "Id", "Kind", "UrgencyCode", "Status" },
                filter: "\"NextDueOn\" IS NOT NULL AND \"OwnerId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_unit_arrived",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "ArrivedOn", "Id", "Kind", "UrgencyCode", "Status" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_unit_due",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "NextDueOn", "ArrivedOn", "Id", "Kind", "UrgencyCode", "Status" },
                filter: "\"NextDueOn\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_intake_queue_mine_arrived",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_mine_due",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_status_arrived",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_status_due",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_unassigned_arrived",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_unassigned_due",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_unit_arrived",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_unit_due",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "NextClock",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "NextDueOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "UrgencyCode",
                table: "intake_matters");
        }
    }
}
