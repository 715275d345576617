using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Identity.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "identity_clients",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    RedirectUris = table.Column<string>(type: "TEXT", nullable: false),
                    PostLogoutRedirectUris = table.Column<string>(type: "TEXT", nullable: false),
                    GrantTypes = table.Column<string>(type: "TEXT", nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", nullable: false),
                    Jwks = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: true),
                    JwksUri = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    LaunchUri = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    RequiresConsent = table.Column<bool>(type: "INTEGER", nullable: false),
                    TokenBinding = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    FromSettings = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_clients", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "identity_given_consents",
                columns: table => new
                {
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ClientId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_given_consents", x => new { x.Subject, x.ClientId });
                });

            migrationBuilder.CreateTable(
                name: "identity_grants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ClientId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", nullable: false),
                    Narrowed = table.Column<bool>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SessionId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    SignedInAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Methods = table.Column<string>(type: "TEXT", nullable: false),
                    FhirUser = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Nonce = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    RedirectUri = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    CodeChallenge = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CodeHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    CodeUsedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DpopThumbprint = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_grants", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "identity_launches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ClientId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UsedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_launches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "identity_pending_authorizations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Request = table.Column<string>(type: "TEXT", nullable: false),
                    BrowserHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    SessionId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ConsentedScopes = table.Column<string>(type: "TEXT", nullable: true),
                    Denied = table.Column<bool>(type: "INTEGER", nullable: false),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_pending_authorizations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "identity_pushed_requests",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Request = table.Column<string>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_pushed_requests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "identity_signing_keys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Algorithm = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    PrivateKeySecret = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    SignsFrom = table.Column<long>(type: "INTEGER", nullable: false),
                    SignsUntil = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_signing_keys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "identity_used_ids",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_used_ids", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "identity_refresh_tokens",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    GrantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UsedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_refresh_tokens", x => x.Id);
                    table.ForeignKey(
                        name: "FK_identity_refresh_tokens_identity_grants_GrantId",
                        column: x => x.GrantId,
                        principalTable: "identity_grants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_identity_grants_CodeHash",
                table: "identity_grants",
                column: "CodeHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_identity_grants_ExpiresAt",
                table: "identity_grants",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_identity_grants_SessionId",
                table: "identity_grants",
                column: "SessionId");

            migrationBuilder.CreateIndex(
                name: "IX_identity_grants_Subject",
                table: "identity_grants",
                column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_identity_launches_ExpiresAt",
                table: "identity_launches",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_identity_launches_Hash",
                table: "identity_launches",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_identity_pending_authorizations_At",
                table: "identity_pending_authorizations",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_identity_pushed_requests_ExpiresAt",
                table: "identity_pushed_requests",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_identity_refresh_tokens_ExpiresAt",
                table: "identity_refresh_tokens",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_identity_refresh_tokens_GrantId",
                table: "identity_refresh_tokens",
                column: "GrantId");

            migrationBuilder.CreateIndex(
                name: "IX_identity_signing_keys_Algorithm_Sequence",
                table: "identity_signing_keys",
                columns: new[] { "Algorithm", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_identity_used_ids_Until",
                table: "identity_used_ids",
                column: "Until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "identity_clients");

            migrationBuilder.DropTable(
                name: "identity_given_consents");

            migrationBuilder.DropTable(
                name: "identity_launches");

            migrationBuilder.DropTable(
                name: "identity_pending_authorizations");

            migrationBuilder.DropTable(
                name: "identity_pushed_requests");

            migrationBuilder.DropTable(
                name: "identity_refresh_tokens");

            migrationBuilder.DropTable(
                name: "identity_signing_keys");

            migrationBuilder.DropTable(
                name: "identity_used_ids");

            migrationBuilder.DropTable(
                name: "identity_grants");
        }
    }
}
