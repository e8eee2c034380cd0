# Reads `go test -v` over several packages: prints one line a package, the whole output of those that failed, and at
# the end the counts, the reason of each skip and the name of each test that failed. go test writes the packages one after the other.
{ lines[++n] = $0 }

# What a test logs comes after the line that names it; a skip's reason is the last of it.
/^=== (RUN|CONT|NAME) / { test = $3 }
/^ +[A-Za-z0-9_]+\.go:[0-9]+: / { said[test] = $0 }

/^ *--- PASS: / { passed++ }
/^ *--- FAIL: / { failed++; names[failed] = $3 }
/^ *--- SKIP: / { skipped++; reasons[skipped] = $3 ":" said[$3] }

/^ok  / { print; fflush(); packages++; n = 0; split("", said) }
/^\?   / || /no test files/ { n = 0 }
/^FAIL\t/ {
    for (i = 1; i <= n; i++) print lines[i]
    fflush()
    if ($2 != "") bad[++bads] = $2
    n = 0
    split("", said)
}

END {
    for (i = 1; i <= n; i++) if (lines[i] != "FAIL") print lines[i]
    for (i = 1; i <= skipped; i++) print "skipped " reasons[i]
    for (i = 1; i <= failed; i++) print "failed test " names[i]
    for (i = 1; i <= bads; i++) print "failed package " bad[i]
    printf "go test: %d packages ok, %d failed; %d tests passed, %d failed, %d skipped\n", packages, bads, passed, failed, skipped
}
