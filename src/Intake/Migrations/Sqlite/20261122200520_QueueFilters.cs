using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class QueueFilters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_kind_arrived",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "Kind", "ArrivedOn", "Id", "UrgencyCode", "Status", "OwnerId" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_kind_due",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "Kind", "NextDueOn", "ArrivedOn", "Id", "UrgencyCode", "Status", "OwnerId" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_urgency_arrived",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "UrgencyCode", "ArrivedOn", "Id", "Kind", "Status", "OwnerId" },
                filter: "\"NextDueOn\" IS NOT NULL AND \"UrgencyCode\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_queue_urgency_due",
                table: "intake_matters",
                columns: new[] { "OwnerUnitId", "UrgencyCode", "NextDueOn", "ArrivedOn", "Id", "Kind", "Status", "OwnerId" },
                filter: "\"NextDueOn\" IS NOT NULL AND \"UrgencyCode\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_intake_queue_kind_arrived",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_kind_due",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_urgency_arrived",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_queue_urgency_due",
                table: "intake_matters");
        }
    }
}
