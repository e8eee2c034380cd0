package plan_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/plan"
)

// Who calls the server by hand reads the fields of an edit in the docs, and not in the list of an error.
func TestDocsNameTheFieldsOfAnEdit(t *testing.T) {
	text, err := os.ReadFile("../../docs/planning.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(text), "## Fields of an edit")
	if !found {
		t.Fatal("docs/planning.md has no part on the fields of an edit")
	}
	var names []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[plan.Edit]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
		if field.Name == "Op" {
			names = append(names, strings.Split(field.Tag.Get("enum"), ",")...)
		}
	}
	for _, name := range names {
		if !strings.Contains(part, "`"+name+"`") && !strings.Contains(part, "`"+name+":") {
			t.Errorf("docs/planning.md does not name %q", name)
		}
	}
}
