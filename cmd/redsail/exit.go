package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
)

// The exit codes of the contract.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	// exitStopped is what a shell says of a program that Ctrl-C has ended.
	exitStopped = 130
)

// errFindings is a run that worked and found problems: its report is on stdout already.
var errFindings = errors.New("the run found problems")

// usageError is a wrong argument that the command line parser cannot see.
type usageError struct{ msg string }

func (e *usageError) Error() string { return e.msg }

func usagef(format string, args ...any) error {
	return &usageError{msg: fmt.Sprintf(format, args...)}
}

// report prints an error in one line and turns it into the exit code.
func report(w io.Writer, err error) int {
	switch {
	case errors.Is(err, errFindings):
		return exitFailed
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(w, "redsail: stopped")
		return exitStopped
	}
	fmt.Fprintln(w, "redsail:", redact(oneLine(err)))
	return exitCode(err)
}

// exitCode is the one table from error to exit code.
func exitCode(err error) int {
	var usage *usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	switch city.CodeOf(err) {
	// The argument is wrong, not what it was used on.
	case "unknown_field", "unknown_layer", "unknown_crs", "unknown_code", "unknown_revision",
		"no_areas", "no_norm", "bad_account", "bad_grant", "roles_apart", "bad_token_spec", "bad_retention", "within_norm", "column_exists", "repeated_column", "bad_date", "bad_time", "bad_store_url",
		"bad_recipient", "bad_identity", "no_layout", "sheets_unread":
		return exitUsage
	}
	return exitFailed
}

// secrets are the passwords in an address that was typed in the wrong place.
var secrets = regexp.MustCompile(`(?i)` +
	`(//[^\s/:@]*:).*(@)` +
	`|([^\s/:@]+:)[^\s/]\S*(@)` +
	`|(password\s*=\s*)('[^']*'|[^\s&]*)`)

// redact hides passwords.
func redact(text string) string { return secrets.ReplaceAllString(text, "$1$3$5…$2$4") }

// oneLine is the text of an error for a person: kinds that know the thing and the place
// say it themselves.
func oneLine(err error) string {
	var file *codec.FileError
	var refusal *crs.Refusal
	var path *fs.PathError
	switch {
	case errors.As(err, &file):
		return file.Error()
	case errors.As(err, &refusal):
		if refusal.Suggest != "" {
			return refusal.Message + " (try " + refusal.Suggest + ")"
		}
		return refusal.Message
	case errors.As(err, &path):
		return fmt.Sprintf("%s: %v", path.Path, path.Err)
	}
	return err.Error()
}
