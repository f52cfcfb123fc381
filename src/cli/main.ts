process.stdout.write('tidewatch\n');
