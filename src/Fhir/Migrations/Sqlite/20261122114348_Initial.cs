using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Fhir.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fhir_deliveries",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    System = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Sector = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MatterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SourceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SourceVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NotBefore = table.Column<long>(type: "INTEGER", nullable: false),
                    BodySecret = table.Column<string>(type: "TEXT", nullable: true),
                    Digest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Places = table.Column<string>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fhir_deliveries", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "fhir_delivery_steps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    DeliverySequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fhir_delivery_steps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_fhir_delivery_steps_fhir_deliveries_DeliverySequence",
                        column: x => x.DeliverySequence,
                        principalTable: "fhir_deliveries",
                        principalColumn: "Sequence",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "fhir_receipts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    System = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ResourceType = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OurId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IdThere = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    VersionThere = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Digest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    VerifiedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DeliverySequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fhir_receipts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_fhir_receipts_fhir_deliveries_DeliverySequence",
                        column: x => x.DeliverySequence,
                        principalTable: "fhir_deliveries",
                        principalColumn: "Sequence",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_fhir_deliveries_Id",
                table: "fhir_deliveries",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_fhir_deliveries_Kind_SourceId_SourceVersion_System",
                table: "fhir_deliveries",
                columns: new[] { "Kind", "SourceId", "SourceVersion", "System" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_fhir_deliveries_System_NotBefore",
                table: "fhir_deliveries",
                columns: new[] { "System", "NotBefore" },
                filter: "\"FinishedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_fhir_deliveries_System_PersonId_Sequence",
                table: "fhir_deliveries",
                columns: new[] { "System", "PersonId", "Sequence" },
                filter: "\"FinishedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_fhir_delivery_steps_DeliverySequence",
                table: "fhir_delivery_steps",
                column: "DeliverySequence");

            migrationBuilder.CreateIndex(
                name: "IX_fhir_receipts_DeliverySequence",
                table: "fhir_receipts",
                column: "DeliverySequence");

            migrationBuilder.CreateIndex(
                name: "IX_fhir_receipts_OurId_System",
                table: "fhir_receipts",
                columns: new[] { "OurId", "System" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "fhir_delivery_steps");

            migrationBuilder.DropTable(
                name: "fhir_receipts");

            migrationBuilder.DropTable(
                name: "fhir_deliveries");
        }
    }
}
