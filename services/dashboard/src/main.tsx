import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from './api/api-provider.tsx';
import { createAppRouter } from './app/router.ts';
import { ThemeProvider } from './app/theme.tsx';
import { TooltipProvider } from './components/tooltip.tsx';
import './styles/theme.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id "root".');
const router = createAppRouter();
createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <TooltipProvider>
        <ApiProvider>
          <RouterProvider router={router} />
        </ApiProvider>
      </TooltipProvider>
    </ThemeProvider>
  </StrictMode>,
);
