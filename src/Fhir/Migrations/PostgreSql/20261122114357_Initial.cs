using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monipolku.Fhir.Migrations.PostgreSql
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
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    System = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Sector = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    MatterId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    SourceId = table.Column<Guid>(type: "uuid", nullable: false),
                    SourceVersion = table.Column<int>(type: "integer", nullable: false),
                    RequestId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NotBefore = table.Column<long>(type: "bigint", nullable: false),
                    BodySecret = table.Column<string>(type: "text", nullable: true),
                    Digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Places = table.Column<string>(type: "text", nullable: true),
                    Reason = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    FinishedAt = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fhir_deliveries", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "fhir_delivery_steps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    State = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Reason = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    DeliverySequence = table.Column<long>(type: "bigint", nullable: false)
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    System = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ResourceType = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    OurId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    IdThere = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    VersionThere = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    VerifiedAt = table.Column<long>(type: "bigint", nullable: false),
                    DeliverySequence = table.Column<long>(type: "bigint", nullable: false)
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
