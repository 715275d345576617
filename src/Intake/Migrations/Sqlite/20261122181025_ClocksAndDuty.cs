using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monipolku.Intake.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ClocksAndDuty : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "IdleOn",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Implementation",
                table: "intake_matters",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "NextAlertOn",
                table: "intake_matters",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RulesVersion",
                table: "intake_matters",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "intake_alerts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    MatterId = table.Column<Guid>(type: "TEXT", nullable: true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Clock = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Force = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StaffId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ForManager = table.Column<bool>(type: "INTEGER", nullable: false),
                    RaisedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AcknowledgedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AcknowledgedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_alerts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_clock_changes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    MatterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Clock = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OldDueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    NewDueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_clock_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_county_rules",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Holidays = table.Column<string>(type: "TEXT", nullable: false),
                    Sets = table.Column<string>(type: "TEXT", nullable: false),
                    Changes = table.Column<string>(type: "TEXT", nullable: false),
                    WatchedUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_county_rules", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_duty_weeks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StartsOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    WorkerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Substitutes = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_duty_weeks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_hand_overs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    DutyWeekId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MatterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FromId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ToId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NoteSecret = table.Column<string>(type: "TEXT", maxLength: 6000, nullable: true),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_hand_overs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_talk_slots",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StaffId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StartsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    Place = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    MatterId = table.Column<Guid>(type: "TEXT", nullable: true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    BookedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_talk_slots", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "intake_talk_quarters",
                columns: table => new
                {
                    StaffId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StartsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SlotId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_talk_quarters", x => new { x.StaffId, x.StartsAt });
                    table.ForeignKey(
                        name: "FK_intake_talk_quarters_intake_talk_slots_SlotId",
                        column: x => x.SlotId,
                        principalTable: "intake_talk_slots",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "intake_county_rules",
                columns: new[] { "Id", "Changes", "Holidays", "Sets", "Version", "WatchedUntil" },
                values: new object[] { 1, "[]", "[]", "[]", 1, -62135596800000L });

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_IdleOn_Id",
                table: "intake_matters",
                columns: new[] { "IdleOn", "Id" },
                filter: "\"IdleOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_NextAlertOn_Id",
                table: "intake_matters",
                columns: new[] { "NextAlertOn", "Id" },
                filter: "\"NextAlertOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_matters_RulesVersion_Id",
                table: "intake_matters",
                columns: new[] { "RulesVersion", "Id" },
                filter: "\"NextDueOn\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_alerts_Key",
                table: "intake_alerts",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_intake_alerts_MatterId",
                table: "intake_alerts",
                column: "MatterId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_alerts_UnitId_Id",
                table: "intake_alerts",
                columns: new[] { "UnitId", "Id" },
                filter: "\"AcknowledgedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_intake_clock_changes_MatterId_Id",
                table: "intake_clock_changes",
                columns: new[] { "MatterId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_duty_weeks_UnitId_StartsOn",
                table: "intake_duty_weeks",
                columns: new[] { "UnitId", "StartsOn" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_intake_hand_overs_DutyWeekId_Id",
                table: "intake_hand_overs",
                columns: new[] { "DutyWeekId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_hand_overs_MatterId",
                table: "intake_hand_overs",
                column: "MatterId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_talk_quarters_SlotId",
                table: "intake_talk_quarters",
                column: "SlotId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_talk_slots_MatterId",
                table: "intake_talk_slots",
                column: "MatterId");

            migrationBuilder.CreateIndex(
                name: "IX_intake_talk_slots_UnitId_StartsAt_Id",
                table: "intake_talk_slots",
                columns: new[] { "UnitId", "StartsAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "intake_alerts");

            migrationBuilder.DropTable(
                name: "intake_clock_changes");

            migrationBuilder.DropTable(
                name: "intake_county_rules");

            migrationBuilder.DropTable(
                name: "intake_duty_weeks");

            migrationBuilder.DropTable(
                name: "intake_hand_overs");

            migrationBuilder.DropTable(
                name: "intake_talk_quarters");

            migrationBuilder.DropTable(
                name: "intake_talk_slots");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_IdleOn_Id",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_NextAlertOn_Id",
                table: "intake_matters");

            migrationBuilder.DropIndex(
                name: "IX_intake_matters_RulesVersion_Id",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "IdleOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "Implementation",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "NextAlertOn",
                table: "intake_matters");

            migrationBuilder.DropColumn(
                name: "RulesVersion",
                table: "intake_matters");
        }
    }
}
