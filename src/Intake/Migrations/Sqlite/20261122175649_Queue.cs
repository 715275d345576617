using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "NextDueOn",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UrgencyCode",
                table: "intake_matters",
                type: "TEXT",
                maxLength: 2,
                nullable: true);

            // Matters from before are in the queue too.
            migrationBuilder.Sql(
                """
                UPDATE intake_matters SET
                    "UrgencyCode" = json_extract("Urgency", '$.code'),
                    ("NextDueOn", "NextClock") = (
                        SELECT json_extract(c.value, '$.dueOn'), upper(substr(json_extract(c.value, '$.name'), 1, 1)) || substr(json_extract(c.value, '$.name'), 2)
                        FROM json_each("Clocks") c WHERE json_extract(c.value, '$.stoppedOn') IS NULL
                        ORDER BY json_extract(c.value, '$.dueOn') LIMIT 1)
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
