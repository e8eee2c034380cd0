package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/plan/balance"
)

// TestBalance: the list, a proposal, all proposals; wrong usage ends with 2.
func TestBalance(t *testing.T) {
	store := filepath.Join(t.TempDir(), "tiny.gpkg")
	if out, errs, code := redsail(t, "demo", "--size", "tiny", "--no-serve", "--store", store); code != 0 {
		t.Fatal(out, errs)
	}
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, code := redsail(t, append([]string{"balance", "--store", store}, args...)...)
		if code != want {
			t.Fatalf("%v: exit %d: %s%s", args, code, out, errs)
		}
		return out + errs
	}
	var list balance.List
	if err := json.Unmarshal([]byte(run(0, "--json")), &list); err != nil || len(list.Above) != 1 {
		t.Fatal(err, list)
	}
	code := list.Above[0].Code
	if text := run(0); !strings.Contains(text, "above  "+code) || !strings.Contains(text, "300 to 500 households") {
		t.Error(text)
	}
	var one balance.Proposal
	if err := json.Unmarshal([]byte(run(0, "--json", "--code", code)), &one); err != nil || !one.Balanced || len(one.Change.Edits) != 1 {
		t.Fatal(err, one)
	}
	if text := run(0, "--code", code); !strings.Contains(text, "balanced") || !strings.Contains(text, " + ") {
		t.Error(text)
	}
	if text := run(0, "--propose"); !strings.Contains(text, code) {
		t.Error(text)
	}
	var all []balance.Proposal
	if err := json.Unmarshal([]byte(run(0, "--propose", "--json")), &all); err != nil || len(all) != 1 || all[0].Code != code {
		t.Error(err, all)
	}
	within := list.Below[len(list.Below)-1].Code
	for _, c := range []struct {
		says string
		code int
		args []string
	}{
		{"has the code", 2, []string{"--code", "nix"}},
		{"no layer", 2, []string{"--layer", "nix"}},
		{"no norm", 2, []string{"--layer", "street"}},
		{"the norm of 500", 2, []string{"--code", within}},
		{"cannot go together", 2, []string{"--code", code, "--propose"}},
		{"needs --code", 2, []string{"--parts", "3"}},
		{"between 2 and 10", 1, []string{"--code", code, "--parts", "11"}},
	} {
		if text := run(c.code, c.args...); !strings.Contains(text, c.says) {
			t.Errorf("%v: %s", c.args, text)
		}
	}
}
