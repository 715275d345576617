using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Referrals.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddDeclinedOffers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "ClientDeclined",
                table: "referrals_referrals",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "referrals_declined_offers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MatterId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ReferralId = table.Column<Guid>(type: "TEXT", nullable: true),
                    OfferedByUnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DeclinedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DeclinedBy = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    TextsSecret = table.Column<string>(type: "TEXT", maxLength: 10000000, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ContactAgainOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ContactUnitId = table.Column<Guid>(type: "TEXT", nullable: true),
                    OverdueToldAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RecordedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    RecordedUnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_referrals_declined_offers", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_referrals_declined_offers_ContactUnitId_ContactAgainOn_Id",
                table: "referrals_declined_offers",
                columns: new[] { "ContactUnitId", "ContactAgainOn", "Id" },
                filter: "\"ContactAgainOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_referrals_declined_offers_PersonId_Id",
                table: "referrals_declined_offers",
                columns: new[] { "PersonId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_referrals_declined_offers_ReferralId",
                table: "referrals_declined_offers",
                column: "ReferralId",
                unique: true,
                filter: "\"ReferralId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "referrals_declined_offers_untold",
                table: "referrals_declined_offers",
                columns: new[] { "ContactAgainOn", "Id" },
                filter: "\"ContactAgainOn\" IS NOT NULL AND \"OverdueToldAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "referrals_declined_offers");

            migrationBuilder.DropColumn(
                name: "ClientDeclined",
                table: "referrals_referrals");
        }
    }
}
