package arch

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDocsLinksLeadSomewhere(t *testing.T) {
	breaches, err := checkLinks(repository(t))
	if err != nil {
		t.Fatal(err)
	}
	report(t, breaches)
}

func TestDocsReadmesAreTwins(t *testing.T) {
	breaches, err := checkTwins(repository(t), "README.md", "README.zh.md")
	if err != nil {
		t.Fatal(err)
	}
	report(t, breaches)
}

// TestDocsDecisions: each decision record has the four parts, and the plan lists it.
func TestDocsDecisions(t *testing.T) {
	fsys := repository(t)
	plan, err := fs.ReadFile(fsys, "docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	records, err := fs.Glob(fsys, "docs/adr/[0-9][0-9][0-9][0-9]-*.md")
	if err != nil || len(records) == 0 {
		t.Fatalf("no decision records: %v", err)
	}
	want := []string{"Context", "Decision", "Consequences", "What would change our mind"}
	for _, name := range records {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range parseDocument(string(src)).headings {
			if h.level == 2 {
				got = append(got, h.text)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has the parts %q, want %q", name, got, want)
		}
		if !strings.Contains(string(plan), "(adr/"+path.Base(name)+")") {
			t.Errorf("docs/architecture.md does not link %s", name)
		}
	}
}

func TestCheckLinks(t *testing.T) {
	fsys := fstest.MapFS{
		"docs/b.md":  {Data: []byte("# Owner rule\n## Owner rule\n### 网格 (grid): `x`\n")},
		"geo/own.go": {Data: []byte("package geo\n")},
	}
	tests := []struct{ link, want string }{
		{"[a](docs/b.md)", ""},
		{"[a](docs/b.md#owner-rule)", ""},
		{"[a](docs/b.md#owner-rule-1)", ""},
		{"[a](docs/b.md#网格-grid-x)", ""},
		{"[a](geo/own.go#L1) and [b](docs)", ""},
		{"[a](https://example.org/none) `[x](none.md)`", ""},
		{"```\n[x](none.md)\n```", ""},
		{"[a](#top)\n# Top", ""},
		{"[a](none.md)", "a.md:1: link none.md: there is no none.md"},
		{"x\n![a](docs/none.png)", "a.md:2: link docs/none.png: there is no docs/none.png"},
		{"[a](docs/b.md#rule)", "docs/b.md has no heading #rule"},
		{"[a](#none)", "a.md has no heading #none"},
		{"[a](../b.md)", "it leads out of the repository"},
		{"[a](%zz)", "invalid URL escape"},
	}
	for _, tt := range tests {
		t.Run(tt.link, func(t *testing.T) {
			fsys["a.md"] = &fstest.MapFile{Data: []byte(tt.link)}
			got, err := checkLinks(fsys)
			if err != nil {
				t.Fatal(err)
			}
			if (tt.want == "" && len(got) > 0) || (tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want))) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCheckTwins(t *testing.T) {
	const en, zh = "# A\n[中文](b.md)\n## B\n## C\n", "# 甲\n[English](a.md)\n## 乙\n## 丙\n"
	tests := []struct {
		name, a, b string
		want       []string
	}{
		{"equal", en, zh, nil},
		{"heading in code", en, zh + "```\n# x\n```\n", nil},
		{"one lacks", en + "## D\n", zh, []string{"b.md lacks the heading of a.md: D"}},
		{"the other lacks", en, zh + "## 丁\n", []string{"a.md lacks the heading of b.md: 丁"}},
		{"levels part", en, strings.Replace(zh, "## 乙", "### 乙", 1), []string{`headings part at "B" (a.md) and "乙" (b.md)`}},
		{"not linked", en, strings.Replace(zh, "[English](a.md)", "English", 1), []string{"b.md does not link a.md in its first lines"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := checkTwins(fstest.MapFS{"a.md": {Data: []byte(tt.a)}, "b.md": {Data: []byte(tt.b)}}, "a.md", "b.md")
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
	if _, err := checkTwins(fstest.MapFS{"a.md": {Data: []byte(en)}}, "a.md", "b.md"); err == nil {
		t.Error("a missing translation is no error")
	}
}
