package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
)

// TestLocateAddress: one address is answered with its candidates, a column of them line by line.
func TestLocateAddress(t *testing.T) {
	dir := t.TempDir()
	store := filepath.Join(dir, "city.gpkg")
	mustRun(t, "demo", "--size", "tiny", "--store", store, "--no-serve")
	out, errs, code := redsail(t, "locate", "--store", store, "--address", "云帆市帆影区晨丰路２７号鹭亭小区2栋3单元502室")
	var a atlas.AddressAnswer
	if err := json.Unmarshal([]byte(out), &a); err != nil || code != 0 {
		t.Fatalf("exit %d, %v, %s", code, err, errs)
	}
	if a.Outcome != "found" || a.Level != "building" || a.Candidates[0].Name != "晨丰路27号鹭亭小区2号楼" || len(a.Dropped) != 2 {
		t.Errorf("%+v", a)
	}
	if _, _, code := redsail(t, "locate", "--store", store, "--address", "北京市建国路93号"); code != 1 {
		t.Errorf("what is not found ends with %d, not 1", code)
	}
	in, result := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv")
	if err := os.WriteFile(in, []byte("id,地址\n1,晨丰路27号鹭亭小区2号楼\n2,\n3,晨丰路\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := redsail(t, "locate", "--store", store, "--address-field", "地址", "--in", in, "--out", result, "--columns", "codes"); code != 1 || !strings.Contains(errs, "3 lines, 1 with errors") {
		t.Errorf("exit %d, %s", code, errs)
	}
	text, err := os.ReadFile(result)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if err != nil || len(lines) != 4 || !strings.HasPrefix(lines[0], "id,地址,address_level,address_match,address_lon,address_lat,city_code,") ||
		!strings.HasPrefix(lines[1], "1,晨丰路27号鹭亭小区2号楼,building,晨丰路27号鹭亭小区2号楼,") || !strings.HasSuffix(lines[1], ",") ||
		!strings.HasPrefix(lines[2], "2,,none,,,,") || !strings.HasSuffix(lines[2], ",missing_address") || !strings.HasPrefix(lines[3], "3,晨丰路,road,晨丰路,") {
		t.Errorf("%v\n%s", err, text)
	}
	for _, wrong := range [][]string{
		{"--address", "晨丰路", "116,39"}, {"--address", "晨丰路", "--in", in}, {"--address-field", "地址", "116,39"},
		{"--address-field", "地址", "--in", in, "--lon-field", "x"}, {"--address", "晨丰路", "--crs", "gcj02"}, {"--address-field", "没有", "--in", in},
	} {
		if _, errs, code := redsail(t, append([]string{"locate", "--store", store}, wrong...)...); code != 2 || !strings.Contains(errs, "address") {
			t.Errorf("%v: exit %d, %s", wrong, code, errs)
		}
	}
}
