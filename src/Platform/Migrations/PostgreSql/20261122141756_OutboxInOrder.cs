using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Platform.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class OutboxInOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_platform_outbox_NotBefore",
                table: "platform_outbox");

            migrationBuilder.CreateIndex(
                name: "IX_platform_outbox_Position",
                table: "platform_outbox",
                column: "Position",
                filter: "\"DeliveredAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_platform_outbox_Position",
                table: "platform_outbox");

            migrationBuilder.CreateIndex(
                name: "IX_platform_outbox_NotBefore",
                table: "platform_outbox",
                column: "NotBefore",
                filter: "\"DeliveredAt\" IS NULL");
        }
    }
}
